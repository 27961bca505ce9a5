using System.Threading.Channels;
using Analytics.Core.AccessLogs;
using Analytics.Local.Importing;

namespace Analytics.Local.Tests.Importing;

/// <summary>Equal lines of one file are different events, and an import says where they are not.</summary>
public sealed class EqualLinesTests : IDisposable
{
    private const string Log =
        "203.0.113.{0} - - [10/May/2026:13:01:00 +0000] \"GET /a HTTP/1.1\" 200 2326 \"-\" \"Mozilla/5.0 Firefox/140.0\"";
    private const string Event = "{{\"name\":\"pageview\",\"url\":\"https://s.example/{0}\",\"timestamp\":1768222867000}}";
    private const string Row =
        "{{\"event_timestamp\":\"1768222867000000\",\"event_name\":\"page_view\",\"event_params\":[{{\"key\":\"page_location\","
        + "\"value\":{{\"string_value\":\"https://s.example/a\"}}}}],\"user_pseudo_id\":\"{0}\"}}";

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(Log, 50, "")]
    [InlineData(Log, 20, "access.log has so many different lines")]
    [InlineData(Event, 50, "")]
    [InlineData(Event, 20, "access.log has so many different lines")]
    [InlineData(Row, 50, "")]
    [InlineData(Row, 20, "access.log has so many different lines")]
    public async Task Where_lines_are_forgotten_the_import_says_so(string line, int remembered, string remark)
    {
        var file = Path.Combine(_directory.Path, "access.log");
        await File.WriteAllLinesAsync(
            file,
            Enumerable.Range(0, 50).Select(i => string.Format(null, line, i)),
            TestContext.Current.CancellationToken
        );
        using var source = new ImportSource(file);
        var target = new ImportTarget("s.example", new LogHosts("s.example", []), "https", RememberedLines: remembered);
        var run = new ImportRun(source, target, ImportFormats.Auto, 0, new ImportReport());

        await run.ReadAsync(Channel.CreateUnbounded<ImportBatch>().Writer, TestContext.Current.CancellationToken);

        Assert.StartsWith(remark, run.Remarks().SingleOrDefault() ?? "", StringComparison.Ordinal);
        Assert.Equal(remark.Length == 0, !run.Remarks().Any());
    }
}
