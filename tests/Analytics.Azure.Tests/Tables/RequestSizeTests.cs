using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class RequestSizeTests
{
    /// <summary>Maximum bytes of the body of a transaction in Table Storage.</summary>
    private const int MaxRequestBytes = 4 * 1024 * 1024;

    private static readonly string Key = new('%', 100);

    [Theory]
    [InlineData("00")]
    [InlineData("00A7F04E9D3BE2")]
    // In base64 nothing but plus signs, nothing but slashes.
    [InlineData("FBEFBE")]
    [InlineData("FF")]
    public async Task A_transaction_stays_below_what_Table_Storage_takes_whatever_its_bytes_are(string bytesInHex)
    {
        var pattern = Convert.FromHexString(bytesInHex);
        var bodies = Enumerable
            .Range(0, 99)
            .Select(i => TableOperation.Insert($"{Key}{i:D2}", Repeat(pattern, 36_000), Repeat(pattern, 100)));

        Assert.InRange(await RowsInlineAsync([.. bodies]), 20, 98);
    }

    [Theory]
    [InlineData(1, 100, 0)]
    [InlineData(30, 1000, 0)]
    [InlineData(TableLimits.MaxParts, 20, 0)]
    [InlineData(3, 150_000, 0)]
    [InlineData(TableLimits.MaxParts, 0, 35_000)]
    public async Task A_transaction_of_rows_with_parts_stays_below_it_too(int parts, int bytes, int headBytes)
    {
        var name = new string('z', TableLimits.MaxPartNameLength - 3);
        TablePart[] content = [.. Enumerable.Range(0, parts).Select(i => new TablePart($"{name}{i:D3}", Repeat([0xFF], bytes)))];
        var rows = Enumerable
            .Range(0, 99)
            .Select(i => TableOperation.Insert($"{Key}{i:D2}", default, new byte[headBytes]) with { Parts = content });

        Assert.InRange(await RowsInlineAsync([.. rows]), 5, 99);
    }

    /// <summary>Sends as many rows as stay wholly inline and checks the size of the request.</summary>
    private static async Task<int> RowsInlineAsync(IReadOnlyList<TableOperation> operations)
    {
        var sizes = new RequestSizes();
        using var http = new HttpClient(sizes);
        var options = new TableClientOptions { Transport = new HttpClientTransport(http) };
        options.Retry.MaxRetries = 0;
        var service = new TableServiceClient(
            new Uri("https://account.table.core.windows.net"),
            new TableSharedKeyCredential("account", Convert.ToBase64String(new byte[32])),
            options
        );
        var store = new AzureTableStore(service, TimeProvider.System);

        // As large as stays wholly inline: one row more would overflow.
        var inline = 1;
        while (
            inline < operations.Count
            && !Enumerable.Range(0, inline + 1).Any(new TransactionPlan(Key, [.. operations.Take(inline + 1)]).Overflows)
        )
        {
            inline++;
        }

        await Assert.ThrowsAsync<RequestFailedException>(async () =>
            await store.CommitAsync(TableNames.Live, Key, [.. operations.Take(inline)], TestContext.Current.CancellationToken)
        );

        var (path, bytes) = Assert.Single(sizes.Requests);
        Assert.Equal("/$batch", path);
        Assert.InRange(bytes, inline < operations.Count ? MaxRequestBytes / 2 : 1, MaxRequestBytes);
        return inline;
    }

    private static byte[] Repeat(byte[] pattern, int length) => [.. Enumerable.Range(0, length).Select(i => pattern[i % pattern.Length])];
}
