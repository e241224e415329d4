using System.Text.Json;
using Microsoft.JSInterop;
using Notion.Workspace.Client.Rest;

namespace Notion.Workspace.Client.Accounts;

/// <summary>Signs in and out, and remembers the session in the browser. On a host with a demo, nobody has to sign in first.</summary>
internal sealed class SessionKeeper(RestClient rest, IJSInProcessRuntime browser)
{
    private const string Key = "session";
    private const string SignedOut = "signed out";

    /// <summary>After <see cref="Current"/> has changed.</summary>
    public event Action? Changed;

    /// <summary>Who is signed in; null when nobody is.</summary>
    public Session? Current { get; private set; }

    /// <summary>Takes up the session from before; on a first visit signs in as the host's demo user, where it has one.</summary>
    public async Task RestoreAsync()
    {
        string? stored = browser.Invoke<string?>("localStorage.getItem", Key);
        if (stored is null) await TryDemoAsync();
        else if (stored != SignedOut) Current = JsonSerializer.Deserialize(stored, RestJson.Default.Session);
    }

    /// <summary>Signs in as the demo user. False when the host has none.</summary>
    public async Task<bool> TryDemoAsync()
    {
        if (await rest.FindDemoAsync() is not { } demo) return false;
        await SignInAsync(demo.Email, demo.Password);
        return true;
    }

    public async Task SignInAsync(string email, string password) => Take(await rest.SignInAsync(new SignInRequest(email, password)));

    /// <summary>A new account starts with a workspace of its own.</summary>
    public async Task SignUpAsync(string email, string name, string password)
    {
        SignedInAnswer answer = await rest.SignUpAsync(new SignUpRequest(email, name, password));
        await rest.CreateWorkspaceAsync(ToSession(answer), $"{answer.User.Name}’s workspace");
        Take(answer);
    }

    /// <summary>The person wants to leave, and to find the sign-in form when they come back.</summary>
    public void SignOut() => Leave(SignedOut);

    /// <summary>The server does not accept the session any more.</summary>
    public void Expire() => Leave(null);

    private void Leave(string? stored)
    {
        Current = null;
        if (stored is null) browser.InvokeVoid("localStorage.removeItem", Key);
        else browser.InvokeVoid("localStorage.setItem", Key, stored);
        Changed?.Invoke();
    }

    private void Take(SignedInAnswer answer)
    {
        Current = ToSession(answer);
        browser.InvokeVoid("localStorage.setItem", Key, JsonSerializer.Serialize(Current, RestJson.Default.Session));
        Changed?.Invoke();
    }

    private static Session ToSession(SignedInAnswer answer) => new(answer.Token, answer.User.Id, answer.User.Name);
}
