using Analytics.Azure;
using Analytics.Functions.Endpoints;
using Analytics.Functions.Telemetry;
using Analytics.Web;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddAzureHost(builder.Configuration);
builder.Services.AddAnalyticsWeb(builder.Configuration);
builder.Services.AddEndpoints();
builder.Services.AddTelemetry(builder.Configuration);
await builder.Build().RunAsync();
