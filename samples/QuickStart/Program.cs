Console.WriteLine("Notion.Crdt");
