using Microsoft.Extensions.Options;
using Notion.Server;
using Notion.Server.Databases;
using Notion.Server.Search;
using Notion.Server.Store;

WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddNotionServer();
try
{
    await using WebApplication app = builder.Build();
    if (args is ["migrate", ..])
    {
        await app.Services.GetRequiredService<IStoreOpening>().MigrateAsync();
        return 0;
    }
    if (args is ["reindex", ..])
    {
        await app.Services.GetRequiredService<IStoreOpening>().OpenAsync();
        await app.Services.GetRequiredService<SearchIndexer>().RebuildAsync(CancellationToken.None);
        return 0;
    }
    if (args is ["reproject", ..])
    {
        await app.Services.GetRequiredService<IStoreOpening>().OpenAsync();
        int pages = await app.Services.GetRequiredService<RowRebuild>().RunAsync(CancellationToken.None);
        await Console.Out.WriteLineAsync($"The values of {pages} pages were written anew.");
        return 0;
    }
    app.MapNotionServer();
    await app.RunAsync();
    return 0;
}
catch (Exception exception) when (exception is OptionsValidationException or StoreException)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}
