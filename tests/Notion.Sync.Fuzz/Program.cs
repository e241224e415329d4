using Notion.Crdt.Fuzz;
using Notion.Sync.Fuzz;

// dotnet run -c Release --project tests/Notion.Sync.Fuzz -- [--minutes 60] [--seed 1] [--target frame|server-session|client-session] [--crashers folder]
return FuzzCommand.Run(args, ProtocolTargets.All);
