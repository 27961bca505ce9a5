using System.Diagnostics.Metrics;
using Analytics.Core.Telemetry;

namespace Analytics.Functions.Tests.Endpoints;

/// <summary>Hears which endpoint answered last in this flow of calls.</summary>
internal sealed class EndpointListener : IDisposable
{
    private readonly MeterListener _listener = new();

    public EndpointListener()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // By name: it may be published before the property that holds it is set.
            if (instrument.Meter.Name == AnalyticsMeter.Name && instrument.Name == "analytics.request.duration")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>(
            (_, _, tags, _) =>
            {
                foreach (var tag in tags)
                {
                    Endpoint = tag.Key == "endpoint" ? tag.Value as string : Endpoint;
                }
            }
        );
        _listener.Start();
    }

    public string? Endpoint { get; private set; }

    public void Dispose() => _listener.Dispose();
}
