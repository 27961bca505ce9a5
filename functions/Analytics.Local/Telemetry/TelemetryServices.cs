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
    /// <exception cref="InvalidDataException">The receiver is no address.</exception>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, IConfiguration configuration, bool showsMetrics)
    {
        services.AddHostedService<OperationsService>();
        var receiver = configuration[OtlpEndpoint];
        var sendsMetrics = !string.IsNullOrEmpty(receiver);
        if (sendsMetrics && !(Uri.TryCreate(receiver, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"))
        {
            throw new InvalidDataException(
                $"{OtlpEndpoint} is '{receiver}', which is no address; give that of a receiver of OTLP, such as http://127.0.0.1:4317."
            );
        }

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
