using Analytics.Core.Tests.Time;
using Analytics.Functions.Archives;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Moq;

namespace Analytics.Functions.Tests.Archives;

public sealed class CaptureArchiveTests
{
    private readonly FakeTimeProvider _clock = new(new(2026, 8, 31, 12, 0, 0, TimeSpan.Zero));
    private readonly Mock<BlobContainerClient> _container = new();
    private readonly SortedDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_a_partition_are_read_in_order_from_the_day_asked_for()
    {
        Add("ns/events/1/2026/08/28/10/00/00.avro", "captured-null");
        Add("ns/events/1/2026/08/30/10/00/00.avro", "captured-empty");
        Add("ns/events/1/2026/08/30/10/05/00.avro", "captured-null");
        Add("ns/events/1/2026/08/30/10/10/00.avro", "captured-snappy");
        Add("ns/events/2/2026/08/30/10/00/00.avro", "captured-null");

        var numbers = await ReadAsync(new(2026, 8, 30, 9, 0, 0, TimeSpan.Zero), after: 2);

        // Both files hold the numbers 1 to 5: the second one is a repetition.
        Assert.Equal([3, 4, 5], numbers);
    }

    [Fact]
    public async Task A_damaged_file_is_named()
    {
        Add("ns/events/1/2026/08/30/10/05/00.avro", "captured-null");
        _blobs["ns/events/1/2026/08/30/10/05/00.avro"] = [1, 2, 3, 4, 5];

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new(2026, 8, 30, 0, 0, 0, TimeSpan.Zero), after: 0));

        Assert.Contains("ns/events/1/2026/08/30/10/05/00.avro", exception.Message, StringComparison.Ordinal);
    }

    private void Add(string name, string file) => _blobs[name] = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Captured", $"{file}.avro"));

    private async Task<List<long>> ReadAsync(DateTimeOffset from, long after)
    {
        _container
            .Setup(c => c.GetBlobsAsync(It.IsAny<BlobTraits>(), It.IsAny<BlobStates>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns((BlobTraits _, BlobStates _, string prefix, CancellationToken _) => AsyncPageable<BlobItem>.FromPages(
                [Page<BlobItem>.FromValues(
                    [.. _blobs.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => BlobsModelFactory.BlobItem(name: name))],
                    null,
                    Mock.Of<Response>())]));
        _container.Setup(c => c.GetBlobClient(It.IsAny<string>())).Returns((string name) =>
        {
            var blob = new Mock<BlobClient>();
            blob.Setup(b => b.OpenReadAsync(It.IsAny<BlobOpenReadOptions>(), It.IsAny<CancellationToken>())).ReturnsAsync(new MemoryStream(_blobs[name]));
            return blob.Object;
        });
        var numbers = new List<long>();
        await foreach (var record in new CaptureArchive(_container.Object, "ns", "events", _clock).ReadAsync(1, from, after, Stop))
        {
            numbers.Add(record.SequenceNumber);
        }

        return numbers;
    }
}
