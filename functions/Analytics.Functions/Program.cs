using Analytics.Azure;
using Analytics.Functions.Endpoints;
using Analytics.Functions.Maintenance;
using Analytics.Functions.Telemetry;
using Analytics.Web;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

if (args is ["restore", ..])
{
    return await RestoreTables.RunAsync(args[1..], Console.Out, Console.Error);
}

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddAzureHost(builder.Configuration);
builder.Services.AddAnalyticsWeb(builder.Configuration);
builder.Services.AddEndpoints();
builder.Services.AddTelemetry(builder.Configuration);
await builder.Build().RunAsync();
return 0;
