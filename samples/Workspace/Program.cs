using Notion.Server;
using Notion.Workspace;

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseStaticWebAssets();
builder.AddNotionServer();

WebApplication app = builder.Build();
app.MapNotionServer();
app.MapDemo();
app.MapStaticAssets();
app.MapFallbackToFile("index.html");
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"\nOpen {app.Urls.First()} in two tabs, and write in both.\n"));
await app.RunAsync();
