using System.Text;
using System.Threading.Channels;
using Analytics.Local.Importing;
using Analytics.Local.Importing.Histories;

namespace Analytics.Local.Tests.Importing;

public sealed class BatchReaderTests
{
    private readonly ImportReport _report = new();

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public async Task Lines_end_as_they_like_and_the_last_need_not_end(string end)
    {
        var batches = await Read(string.Join(end, Event(1), "", "nonsense", Event(2)));

        Assert.Equal([1L, 4L], Assert.Single(batches).LineNumbers);
        Assert.Equal(3, _report.Lines);
        Assert.Equal(["3"], _report.Skipped[SkipReasons.Malformed].First);
    }

    [Fact]
    public async Task A_batch_has_at_most_2500_events_and_the_order_is_kept()
    {
        var batches = await Read(string.Concat(Enumerable.Range(1, 6000).Select(i => Event(i) + "\n")));

        Assert.Equal([2500, 2500, 1000], batches.Select(batch => batch.LineNumbers.Count));
        Assert.Equal(Enumerable.Range(1, 6000).Select(i => (long)i), batches.SelectMany(batch => batch.LineNumbers));
        Assert.All(
            batches,
            batch => Assert.Equal(batch.LineNumbers.Count, Encoding.UTF8.GetString(batch.Body.WrittenSpan).Count(c => c == '\n'))
        );
    }

    [Theory]
    [InlineData(2500, new[] { 2500, 2 })]
    [InlineData(2501, new[] { 2500, 3 })]
    [InlineData(6000, new[] { 2500, 2500, 1002 })]
    public async Task A_line_of_more_events_than_a_batch_has_is_divided(int actions, int[] expected)
    {
        var visits = Visit("before", 1) + Visit("long", actions) + Visit("after", 1);

        var batches = await Read(visits, new HistoryLines("m.example", MatomoHistory.Read));

        Assert.Equal(expected, batches.Select(batch => batch.LineNumbers.Count));
        Assert.Equal([1L, .. Enumerable.Repeat(2L, actions), 3L], batches.SelectMany(batch => batch.LineNumbers));
        Assert.All(batches[..^1], batch => Assert.Equal(1, batch.LinesBefore));
        Assert.Equal(3, batches[^1].LinesBefore);

        static string Visit(string id, int actions) =>
            $$"""{"idVisit":"{{id}}","visitorId":"v","actionDetails":[{{string.Join(
                ',',
                Enumerable.Range(1, actions).Select(i => $$"""{"type":"action","url":"https://m.example/","timestamp":{{i}}}""")
            )}}]}"""
            + "\n";
    }

    [Fact]
    public async Task A_batch_has_at_most_4_MiB()
    {
        var batches = await Read(string.Concat(Enumerable.Range(1, 100).Select(i => Event(i, padding: 100_000) + "\n")));

        Assert.All(batches, batch => Assert.InRange(batch.Body.WrittenCount, 1, 4 * 1024 * 1024));
        Assert.Equal(100, batches.Sum(batch => batch.LineNumbers.Count));
    }

    [Fact]
    public async Task A_byte_order_mark_before_any_line_is_no_part_of_it()
    {
        var batches = await Read($"\uFEFF{Event(1)}\n{Event(2)}\n\uFEFF{Event(3)}");

        Assert.Equal([1L, 2L, 3L], Assert.Single(batches).LineNumbers);
        Assert.Empty(_report.Skipped);
    }

    [Fact]
    public async Task An_empty_file_makes_no_batch() => Assert.Empty(await Read(string.Empty));

    private static string Event(int number, int padding = 0) =>
        $"{{\"timestamp\":{number},\"id\":\"{number}{new string('x', padding)}\"}}";

    private async Task<List<ImportBatch>> Read(string text, ILineConverter? converter = null)
    {
        var channel = Channel.CreateUnbounded<ImportBatch>();
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        await new BatchReader(converter ?? new EventLines("a.example"), _report).RunAsync(
            stream,
            channel.Writer,
            TestContext.Current.CancellationToken
        );
        channel.Writer.Complete();
        return await channel.Reader.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
    }
}
