using Analytics.Core.Telemetry;
using OpenTelemetry.Metrics;

namespace Analytics.Local.Telemetry;

/// <summary>Measures the stages and exports the metrics.</summary>
internal static class TelemetryServices
{
    /// <summary>The path of the metrics in the Prometheus text format.</summary>
    public const string MetricsPath = "/metrics";

    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds the measuring, and OpenTelemetry where somebody listens.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">Names a receiver of OTLP with <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>.</param>
    /// <param name="showsMetrics">True if they are served at <see cref="MetricsPath"/>.</param>
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
