using System.IO.Compression;
using System.Text;
using Analytics.Local.Importing;

namespace Analytics.Local.Tests.Importing;

/// <summary>What other tools export that has no events: each is refused with the export that has them.</summary>
public sealed class OtherExportTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(
        "# ----------------------------------------\n# Pages and screens\n# Account: x\n# Start date: 20260901\n# ---\nPage path,Views\n/,100\n",
        "events_* of BigQuery"
    )]
    [InlineData("idvisit,idsite,idvisitor,visit_first_action_time\n1,1,0xabc,2026-10-05 10:00:00\n", "Live.getLastVisitsDetails")]
    [InlineData("INSERT INTO `matomo_log_visit` VALUES (1,1,'x');\n", "Live.getLastVisitsDetails")]
    [InlineData("[\n{\"event_id\":\"e1\",\"session_id\":\"s1\",\"url_path\":\"/\",\"event_type\":1}]\n", "website_event as CSV")]
    [InlineData("{\"event_id\":\"e1\",\"session_id\":\"s1\",\"url_path\":\"/\",\"event_type\":1}\n", "website_event as CSV")]
    [InlineData("-- MySQL dump\nINSERT INTO website_event VALUES ('e1','w','s1');\n", "website_event as CSV")]
    [InlineData("INSERT INTO orders VALUES (1);\n", "SQL of a database; export the table")]
    [InlineData(
        "date,visitors,pageviews,visits,views_per_visit,bounce_rate,visit_duration\n2026-10-05,1,2,1,2,50,3\n",
        "daily tables instead"
    )]
    [InlineData("\uFEFFname,visitors,bounce_rate,visit_duration\nGoogle,1,50,3\n", "daily tables instead")]
    [InlineData("name,unique_conversions,total_conversions\nSignup,1,2\n", "daily tables instead")]
    [InlineData("property,value,visitors,events,percentage\nplan,pro,1,1,1\n", "daily tables instead")]
    [InlineData("date,visitors,pageviews,bounces,visits,visit_duration\n2026-10-05,1,2,1,1,3\n", "name it as exported")]
    [InlineData("<134>2026-10-05T10:00:00Z cache-fra1 s3log[123]: something\n", "lines of syslog")]
    [InlineData("<html></html>\n", "a web page or XML")]
    [InlineData("<192>x\n", "a web page or XML")]
    [InlineData("{\"level\":\"info\"}\n", "JSON of other fields")]
    public void A_file_is_refused_with_the_export_that_has_events(string content, string remedy)
    {
        using var stream = new MemoryStream();
        var file = new ImportFile("some.file", stream, Encoding.UTF8.GetBytes(content), true);

        Assert.Contains(remedy, UnknownContent.Describe(file, ImportFormats.Auto), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("export.zip", "imported_visitors_20260101_20260102.csv", true)]
    [InlineData("download", "imported_visitors_20260101_20260102.csv", true)]
    [InlineData("download", "visitors.csv", false)]
    public async Task The_daily_tables_of_Plausible_are_told_by_what_is_in_the_zip(string name, string table, bool isExport)
    {
        var path = Path.Combine(_directory.Path, name);
        await using (var archive = await ZipFile.OpenAsync(path, ZipArchiveMode.Create, TestContext.Current.CancellationToken))
        {
            await using var entry = await archive.CreateEntry(table).OpenAsync(TestContext.Current.CancellationToken);
            entry.Write("date,visitors\n"u8);
        }

        Assert.Equal(isExport, await DailyTables.PackAsync(path, TestContext.Current.CancellationToken) is not null);
    }

    [Fact]
    public async Task A_file_that_is_no_zip_or_empty_has_no_daily_tables()
    {
        var path = Path.Combine(_directory.Path, "access.log");
        await File.WriteAllTextAsync(path, "", TestContext.Current.CancellationToken);
        Assert.Null(await DailyTables.PackAsync(path, TestContext.Current.CancellationToken));
        await File.WriteAllTextAsync(path, "PK\u0003\u0004 cut off", TestContext.Current.CancellationToken);
        Assert.Null(await DailyTables.PackAsync(path, TestContext.Current.CancellationToken));
    }
}
