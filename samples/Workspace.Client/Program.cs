using Microsoft.AspNetCore.Components.WebAssembly.Hosting;
using Microsoft.JSInterop;
using Notion.Workspace.Client;
using Notion.Workspace.Client.Accounts;
using Notion.Workspace.Client.Directory;
using Notion.Workspace.Client.Rest;
using Notion.Workspace.Client.Syncing;

var builder = WebAssemblyHostBuilder.CreateDefault(args);
builder.RootComponents.Add<App>("#app");
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton(_ => new HttpClient { BaseAddress = new Uri(builder.HostEnvironment.BaseAddress) });
builder.Services.AddSingleton(services => (IJSInProcessRuntime)services.GetRequiredService<IJSRuntime>());
builder.Services.AddSingleton<RestClient>();
builder.Services.AddSingleton<SessionKeeper>();
builder.Services.AddSingleton<PageDirectory>();
builder.Services.AddSingleton(services => new PageSync(
    SyncAddress.For(new Uri(builder.HostEnvironment.BaseAddress)), services.GetRequiredService<SessionKeeper>(), services.GetRequiredService<IJSRuntime>(), services.GetRequiredService<TimeProvider>()));
await builder.Build().RunAsync();
