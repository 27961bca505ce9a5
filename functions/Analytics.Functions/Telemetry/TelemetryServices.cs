using Analytics.Core.Telemetry;
using Analytics.Functions.Settings;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Analytics.Functions.Telemetry;

/// <summary>Sends traces, logs and metrics to Application Insights.</summary>
internal static class TelemetryServices
{
    /// <summary>Set where Application Insights takes no keys but identities alone.</summary>
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string ClientId = "AZURE_CLIENT_ID";

    /// <summary>Adds OpenTelemetry; without a connection string, as in local work, nothing is exported.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithMetrics(static metrics => metrics.AddMeter(AnalyticsMeter.Name));
        if (configuration[ConnectionString] is { Length: > 0 } connectionString)
        {
            telemetry.UseAzureMonitorExporter(exporter =>
            {
                exporter.ConnectionString = connectionString;
                if (configuration[Authentication] is { Length: > 0 })
                {
                    exporter.Credential = AzureCredential.Of(configuration[ClientId]);
                }
            });
        }

        return services;
    }
}
