using Microsoft.Extensions.Options;
using Notion.Server;
using Notion.Workspace;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.UseStaticWebAssets();
builder.AddNotionServer();
WebApplication app = builder.Build();
app.MapNotionServer();
app.MapDemo();
app.MapStaticAssets();
app.MapFallbackToFile("index.html");
app.Run();
