using Notion.Sync.Simulation.Time;

namespace Notion.Sync.Simulation.Networks;

/// <summary>
/// One connection: in each direction whole messages, in order, each after a delay. It may break at any moment: what is under way then arrives up to
/// some point that nobody knows, and each end hears of the break some time later, or never.
/// </summary>
internal sealed class Link
{
    public Link(Agenda agenda, Chance chance, LinkQuality quality)
    {
        Client = new LinkEnd(agenda, chance, quality, this);
        Server = new LinkEnd(agenda, chance, quality, this);
        Client.Peer = Server;
        Server.Peer = Client;
    }

    public LinkEnd Client { get; }

    public LinkEnd Server { get; }

    public bool IsBroken { get; private set; }

    /// <summary>Breaks it.</summary>
    /// <param name="noticed">Whether the ends hear of it; one that does not has to notice the silence.</param>
    public void Cut(Chance chance, bool noticed)
    {
        if (IsBroken) return;
        IsBroken = true;
        Client.Break(chance, noticed || chance.Happens(0.5));
        Server.Break(chance, noticed || chance.Happens(0.5));
    }
}
