using Analytics.Core.Live;
using Analytics.Core.Tables;
using Analytics.Core.Visitors;

namespace Analytics.Core.Tests.Tables;

/// <summary>An error about a damaged row names a remedy that every host has.</summary>
public sealed class TableRemediesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string> Tables =>
        [
            .. typeof(TableNames)
                .GetFields()
                .Where(static name => name.IsLiteral)
                .Select(static name => (string)name.GetRawConstantValue()!),
        ];

    [Theory]
    [MemberData(nameof(Tables))]
    public void A_remedy_names_no_backup_and_no_document_that_is_silent_about_the_table(string table)
    {
        var remedy = TableRemedies.Of(table);

        Assert.DoesNotContain("backup", remedy, StringComparison.OrdinalIgnoreCase);
        foreach (var document in (string[])["docs/operations.md", "docs/deploy.md"])
        {
            if (remedy.Contains("docs/", StringComparison.Ordinal))
            {
                Assert.Contains(document, remedy, StringComparison.Ordinal);
                Assert.Contains($"`{table}`", File.ReadAllText(Repository.File(document)), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Errors_about_damaged_rows_end_with_the_remedy_of_their_table()
    {
        var tables = new InMemoryTableStore();
        await PutAsync(tables, TableNames.Control, "progress", "03", [1]);
        await PutAsync(tables, TableNames.Control, "salts", "import", [1, 2, 3]);

        await SaysAsync(TableNames.Control, async () => await RollupProgress.ReadAsync(tables, 3, Stop));
        await SaysAsync(TableNames.Control, async () => await new TableSaltStore(tables, static _ => { }).GetOrCreateImportKeyAsync(Stop));
    }

    private static async Task SaysAsync(string table, Func<Task> read) =>
        Assert.EndsWith(
            TableRemedies.Of(table),
            (await Assert.ThrowsAsync<TableCorruptException>(read)).Message,
            StringComparison.Ordinal
        );

    private static async Task PutAsync(InMemoryTableStore tables, string table, string partition, string row, byte[] body) =>
        await tables.CommitAsync(table, partition, [TableOperation.Upsert(row, body)], Stop);
}
