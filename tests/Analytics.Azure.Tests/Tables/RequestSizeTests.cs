using Analytics.Azure.Tables;
using Analytics.Core.Tables;
using Azure;
using Azure.Core.Pipeline;
using Azure.Data.Tables;

namespace Analytics.Azure.Tests.Tables;

public sealed class RequestSizeTests
{
    /// <summary>What Table Storage takes as the body of a transaction.</summary>
    private const int MaxRequestBytes = 4 * 1024 * 1024;

    [Theory]
    [InlineData("00")]
    [InlineData("00A7F04E9D3BE2")]

    // In base64 nothing but plus signs, nothing but slashes.
    [InlineData("FBEFBE")]
    [InlineData("FF")]
    public async Task A_transaction_stays_below_what_Table_Storage_takes_whatever_its_bytes_are(string bytesInHex)
    {
        var pattern = Convert.FromHexString(bytesInHex);
        var sizes = new RequestSizes();
        using var http = new HttpClient(sizes);
        var options = new TableClientOptions { Transport = new HttpClientTransport(http) };
        options.Retry.MaxRetries = 0;
        var service = new TableServiceClient(
            new Uri("https://account.table.core.windows.net"), new TableSharedKeyCredential("account", Convert.ToBase64String(new byte[32])), options);
        var store = new AzureTableStore(service, TimeProvider.System);

        // As large as stays wholly inline: one row more would go in parts.
        var key = new string('%', 100);
        var bodies = Enumerable.Range(0, 99).Select(i => Repeat(pattern, 36_000)).ToList();
        var operations = bodies.Select((body, i) => TableOperation.Insert($"{key}{i:D2}", body, Repeat(pattern, 100))).ToList();
        var inline = 1;
        while (inline < operations.Count && !Enumerable.Range(0, inline + 1).Any(new TransactionPlan(key, [.. operations.Take(inline + 1)]).IsInParts))
        {
            inline++;
        }

        await Assert.ThrowsAsync<RequestFailedException>(async () =>
            await store.CommitAsync(TableNames.Live, key, [.. operations.Take(inline)], TestContext.Current.CancellationToken));

        Assert.InRange(inline, 20, 98);
        var (path, bytes) = Assert.Single(sizes.Requests);
        Assert.Equal("/$batch", path);
        Assert.InRange(bytes, MaxRequestBytes / 2, MaxRequestBytes);
    }

    private static byte[] Repeat(byte[] pattern, int length) => [.. Enumerable.Range(0, length).Select(i => pattern[i % pattern.Length])];
}
