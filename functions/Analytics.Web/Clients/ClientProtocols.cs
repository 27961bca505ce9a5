using Analytics.Web.Clients.GoogleAnalytics;
using Analytics.Web.Clients.Matomo;
using Analytics.Web.Clients.OpenPanel;
using Analytics.Web.Clients.Pixel;
using Analytics.Web.Clients.PostHog;
using Analytics.Web.Clients.Rybbit;
using Analytics.Web.Clients.Segment;
using Analytics.Web.Clients.Snowplow;
using Analytics.Web.Clients.Umami;

namespace Analytics.Web.Clients;

/// <summary>The protocols of other products' clients. To add one, add a row.</summary>
internal static class ClientProtocols
{
    public static IReadOnlyList<ClientProtocol> All { get; } =
    [
        new SegmentProtocol(),
        new MeasurementProtocol(),
        new GtagProtocol(),
        new PostHogProtocol(),
        new UmamiProtocol(),
        new MatomoProtocol(),
        new OpenPanelProtocol(),
        new RybbitProtocol(),
        new SnowplowProtocol(),
        new PixelProtocol(),
    ];

    /// <summary>The addresses, each with the protocols that share it, the most specific first.</summary>
    public static IReadOnlyList<(string Method, string Path, IReadOnlyList<ClientProtocol> Protocols)> Addresses { get; } =
    [
        .. All.SelectMany(protocol => protocol.Addresses.Select(address => (address.Method, address.Path, Protocol: protocol)))
            .GroupBy(address => (address.Method, address.Path))
            .Select(group =>
                (group.Key.Method, group.Key.Path, (IReadOnlyList<ClientProtocol>)[.. group.Select(address => address.Protocol)])
            ),
    ];
}
