using Analytics.Azure.Settings;
using Analytics.Core.Telemetry;
using Azure.Monitor.OpenTelemetry.Exporter;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;

namespace Analytics.Functions.Telemetry;

/// <summary>Sends traces, logs and metrics to Application Insights.</summary>
internal static class TelemetryServices
{
    /// <summary>The variable that is set if Application Insights accepts only identities, not keys.</summary>
    private const string Authentication = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    private const string ConnectionString = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string ClientId = "AZURE_CLIENT_ID";

    /// <summary>
    /// Adds OpenTelemetry if there is a connection string. Without one, as in local work, it must not be added: the host shows no logs of
    /// a worker that has its own telemetry.
    /// </summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[ConnectionString] is not { Length: > 0 } connectionString)
        {
            return services;
        }

        services
            .AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            .WithMetrics(static metrics => metrics.AddMeter(AnalyticsMeter.Name))
            .UseAzureMonitorExporter(exporter =>
            {
                exporter.ConnectionString = connectionString;
                if (configuration[Authentication] is { Length: > 0 })
                {
                    exporter.Credential = AzureCredential.Of(configuration[ClientId]);
                }
            });
        return services;
    }
}
