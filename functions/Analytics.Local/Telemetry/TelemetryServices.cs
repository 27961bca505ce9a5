using Analytics.Core.Telemetry;
using OpenTelemetry.Metrics;

namespace Analytics.Local.Telemetry;

/// <summary>Registers the measurement of the stages and the export of metrics.</summary>
internal static class TelemetryServices
{
    /// <summary>The path of the metrics in the Prometheus text format.</summary>
    public const string MetricsPath = "/metrics";

    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the measurement, and OpenTelemetry if metrics or traces are exported.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The configuration, in which <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a receiver of OTLP.</param>
    /// <param name="showsMetrics">True to serve the metrics at <see cref="MetricsPath"/>.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, bool showsMetrics)
    {
        services.AddHostedService<OperationsService>();
        var sendsMetrics = configuration[OtlpEndpoint] is { Length: > 0 };
        if (!showsMetrics && !sendsMetrics)
        {
            return services;
        }

        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(AnalyticsMeter.Name, "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel");
                _ = showsMetrics ? metrics.AddPrometheusExporter() : metrics;
                _ = sendsMetrics ? metrics.AddOtlpExporter() : metrics;
            });
        return services;
    }
}
