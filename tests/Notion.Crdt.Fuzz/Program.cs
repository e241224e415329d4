using Notion.Crdt.Fuzz;

// dotnet run -c Release --project tests/Notion.Crdt.Fuzz -- [--minutes 60] [--seed 1] [--target update|snapshot|cursor|selection|version|json|markdown|html] [--crashers folder]
return FuzzCommand.Run(args, FuzzTarget.All);
