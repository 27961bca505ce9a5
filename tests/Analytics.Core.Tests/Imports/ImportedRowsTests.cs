using Analytics.Core.Definitions;
using Analytics.Core.Imports;
using Analytics.Core.Tables;

namespace Analytics.Core.Tests.Imports;

/// <summary>Rows of imports that questions ask for again and again.</summary>
public sealed class ImportedRowsTests
{
    private const string Site = "shop.example";
    private const int Days = 75;
    private static readonly DateOnly First = new(2023, 5, 1);
    private static readonly ImportedDays All = new(First, First.AddDays(Days - 1));
    private static readonly ImportedTable Pages = ImportedTable.Find("imported_pages")!;

    private readonly FakeTimeProvider _time = new();
    private readonly CountingTableStore _tables = new(new InMemoryTableStore());
    private readonly ImportedTables _files = new(First, Days);
    private readonly DailyImports _imports;

    public ImportedRowsTests() => _imports = new(_tables, _time);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private int Reads => _tables.Reads.GetValueOrDefault(TableNames.Sites);

    [Fact]
    public async Task What_one_question_read_the_next_ones_find_in_memory()
    {
        await _files.ImportAsync(_imports, Site);
        var june = await ReadAsync(_imports, new(new DateOnly(2023, 6, 3), new DateOnly(2023, 6, 9)));
        var before = Reads;

        Assert.Equal(june, await ReadAsync(_imports, new(new DateOnly(2023, 6, 3), new DateOnly(2023, 6, 9))));
        Assert.Equal(before, Reads);
        var all = await ReadAsync(_imports, All);
        Assert.Equal(before + 2, Reads);
        Assert.Equal(Expected(All), all);
        Assert.Equal(all, await ReadAsync(_imports, All));
        Assert.Equal(
            june,
            all.Where(row =>
                row.CompareTo("2023-06-03", StringComparison.Ordinal) >= 0 && row.CompareTo("2023-06-10", StringComparison.Ordinal) < 0
            )
        );
        Assert.Equal(before + 2, Reads);
    }

    [Fact]
    public async Task What_another_instance_removes_is_in_no_answer_after_thirty_seconds()
    {
        var import = await _files.ImportAsync(_imports, Site);
        var other = new DailyImports(_tables, _time);
        Assert.Equal(Expected(All), await ReadAsync(other, All));

        await _imports.RemoveDaysAsync(Site, new(First.AddDays(10), All.Last), Token);
        _time.Advance(DefinitionTable<DailyImport>.Freshness);
        Assert.Equal(Expected(new(First, First.AddDays(9))), await ReadAsync(other, All));

        await _imports.DeleteAsync(Site, import.Id, Token);
        _time.Advance(DefinitionTable<DailyImport>.Freshness);
        Assert.Empty(await other.ListAsync(Site, Token));
    }

    [Fact]
    public async Task A_site_that_is_registered_again_has_none_of_the_rows_of_the_one_before()
    {
        var before = await _files.ImportAsync(_imports, Site);
        await ReadAsync(_imports, All);
        await _imports.DeleteAllAsync(Site, Token);
        _time.Advance(TimeSpan.FromDays(1));

        var fewer = new ImportedTables(First, days: 3);
        var after = await fewer.ImportAsync(_imports, Site, hash: "other");

        Assert.Equal(before.Id, after.Id);
        Assert.Equal(3 * 4, (await ReadAsync(_imports, All)).Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60_000)]
    public async Task Memory_is_bounded_and_months_that_do_not_fit_are_read_each_time(long maxBytes)
    {
        var import = await _files.ImportAsync(_imports, Site);
        var rows = new ImportedRows(_tables, maxBytes);
        Assert.Equal(Expected(All), await LinesAsync(rows.ReadAsync(Site, import, Pages, All, Token)));
        var before = Reads;

        Assert.Equal(Expected(All), await LinesAsync(rows.ReadAsync(Site, import, Pages, All, Token)));

        Assert.True(Reads > before);
    }

    private List<string> Expected(ImportedDays days) =>
        [
            .. _files
                .Rows.Where(row => row.Table == Pages.Name && days.Contains(row.Day))
                .Select(row => $"{row.Day:O} {row.Cells["hostname"]} {row.Cells["page"]} {row.Cells["pageviews"]}"),
        ];

    private static async Task<List<string>> ReadAsync(DailyImports imports, ImportedDays days) =>
        await LinesAsync(imports.ReadAsync(Site, Assert.Single(await imports.ListAsync(Site, Token)), Pages, days, Token));

    private static async Task<List<string>> LinesAsync(IAsyncEnumerable<ImportedRow> rows) =>
        await rows.Select(row => $"{row.Day:O} {row.Keys[0]} {row.Keys[1]} {row.Numbers[Pages.IndexOf(ImportedMeasure.Pageviews)]}")
            .ToListAsync(Token);
}
