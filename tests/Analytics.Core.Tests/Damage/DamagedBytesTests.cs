using Analytics.Core.Tables;
using Analytics.Testing.Damage;

namespace Analytics.Core.Tests.Damage;

/// <summary>
/// Stored bytes of every kind, damaged as a seed decides: what reads them says that they are damaged, and needs neither time nor memory
/// without bound.
/// </summary>
public sealed class DamagedBytesTests(ITestOutputHelper output)
{
    private const int Usual = 6_000;

    private static readonly string[] Tables =
    [
        TableNames.Live,
        TableNames.Rollups,
        TableNames.Control,
        TableNames.Sites,
        TableNames.Replay,
        TableNames.DeadLetter,
    ];

    [Fact]
    public async Task Damaged_bytes_are_an_error_that_says_so_wherever_they_are_read()
    {
        var stored = await StoredBytes.MakeAsync();
        var decoders = RowKinds
            .Of(stored)
            .SelectMany(kind => kind.Decoders(stored.Tables))
            .Concat(await PlainBytes.OfAsync(stored))
            .ToList();

        var wrong = await ByteFuzz.RunAsync(decoders, Usual, output.WriteLine);

        Assert.True(wrong.Length == 0, wrong);
    }

    [Fact]
    public async Task Every_kind_of_row_has_an_entry()
    {
        var stored = await StoredBytes.MakeAsync();
        var kinds = RowKinds.Of(stored);

        Assert.All(kinds, kind => Assert.NotEmpty(kind.Decoders(stored.Tables)));
        Assert.Equal(
            [],
            from table in Tables
            from row in stored.Tables.RowsOf(table)
            from field in RowKind.FieldsOf(row)
            where !kinds.Any(kind => kind.Reads(table, row, field.Name))
            select $"{field.Name} of {table} {row.PartitionKey}/{row.RowKey}"
        );
    }
}
