using Analytics.Local.Storage;

namespace Analytics.Local.Tests.Serving;

/// <summary>A setting that would be left out in silence stops the start.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "nonsense", "OTEL_EXPORTER_OTLP_ENDPOINT is 'nonsense', which is no address; give")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "localhost:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is 'localhost:4317', which is no address")]
    public void A_setting_that_means_nothing_is_refused(string setting, string value, string said)
    {
        var error = Assert.Throws<InvalidDataException>(() => Build(setting, value));

        Assert.StartsWith(said, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("analytics:web:ScanEvents", "5")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317")]
    public void A_setting_that_exists_is_taken(string setting, string value) => Build(setting, value);

    [Theory]
    [InlineData("Analytics:Web:BodyMegabytes", "99999999")]
    [InlineData("Analytics:Web:ScanEvents", "many")]
    [InlineData("Analytics:ScanEvents", "5")]
    public async Task A_setting_or_value_that_cannot_be_is_named_by_the_start(string setting, string value)
    {
        using var data = DataDirectory.Open(_directory.Path, new SqliteEventLogOptions(), TimeProvider.System);
        var settings = new Dictionary<string, string?> { [setting] = value };
        await using var application = AnalyticsServer.Build(data, "http://127.0.0.1:0", TimeProvider.System, settings: settings);

        var error = await Assert.ThrowsAnyAsync<Exception>(() =>
            ServeCommand.StartAsync(application, TestContext.Current.CancellationToken)
        );

        Assert.Contains(setting, error.Message, StringComparison.Ordinal);
    }

    private void Build(string setting, string value)
    {
        using var data = DataDirectory.Open(_directory.Path, new SqliteEventLogOptions(), TimeProvider.System);
        var settings = new Dictionary<string, string?> { [setting] = value };
        using var application = (IDisposable)AnalyticsServer.Build(data, "http://127.0.0.1:0", TimeProvider.System, settings: settings);
    }
}
