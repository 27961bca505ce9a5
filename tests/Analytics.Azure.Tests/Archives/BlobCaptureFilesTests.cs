using Analytics.Azure.Archives;
using Analytics.Core.Archives;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Moq;
using Moq.Protected;

namespace Analytics.Azure.Tests.Archives;

public sealed class BlobCaptureFilesTests
{
    private static readonly CaptureName Name = new(1, new(2026, 8, 30, 10, 5, 0, TimeSpan.Zero));
    private readonly Mock<BlobContainerClient> _container = new();
    private readonly SortedDictionary<string, byte[]> _blobs = new(StringComparer.Ordinal);
    private readonly List<string> _opened = [];
    private Func<Stream, Stream> _wrap = stream => stream;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_of_a_partition_are_listed_in_order_in_both_forms_of_name()
    {
        Add("ns/events/1/2026/08/31/00/00/00.avro", 7);
        Add("ns/events/1/2026/08/30/10/05/00", 508);
        Add("ns/events/1/2026/08/30/10/10/00.avro", 9);
        Add("ns/events/11/2026/08/30/10/00/00.avro", 1);
        Add("ns/events/1/readme.txt", 1);

        var files = new List<CaptureEntry>();
        await foreach (var entry in Files().ListAsync(1, Stop))
        {
            files.Add(entry);
        }

        Assert.Equal(
            [
                new(Name, 508),
                new(Name with { Window = Name.Window.AddMinutes(5) }, 9),
                new(Name with { Window = new(2026, 8, 31, 0, 0, 0, TimeSpan.Zero) }, 7),
            ],
            files
        );
    }

    [Theory]
    [InlineData(".avro", 2)]
    [InlineData("", 3)]
    public async Task A_file_is_opened_in_the_form_of_name_it_has_and_the_next_one_at_once(string extension, int opens)
    {
        Add($"ns/events/1/2026/08/30/10/05/00{extension}", 3);
        var files = Files();

        await using var content = await files.OpenAsync(Name, Stop);
        Assert.Equal(3, content.Length);
        Assert.Equal(3, await content.ReadAsync(new byte[10], Stop));
        await using var again = await files.OpenAsync(Name, Stop);

        Assert.Equal(opens, _opened.Count);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_told_by_its_name()
    {
        var gone = await Assert.ThrowsAsync<FileNotFoundException>(async () => await Files().OpenAsync(Name, Stop));

        Assert.Contains("ns/events/1/2026/08/30/10/05/00.avro", gone.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(503, "ServerBusy", typeof(IOException))]
    [InlineData(404, "BlobNotFound", typeof(FileNotFoundException))]
    [InlineData(409, "BlobArchived", typeof(InvalidOperationException))]
    [InlineData(403, "AuthorizationFailure", typeof(RequestFailedException))]
    public async Task A_read_that_fails_says_whether_trying_again_helps(int status, string code, Type expected)
    {
        Add("ns/events/1/2026/08/30/10/05/00.avro", 3);
        _wrap = _ => new FailingStream(new RequestFailedException(status, "Failed.", code, null));
        await using var content = await Files().OpenAsync(Name, Stop);

        await Assert.ThrowsAsync(expected, async () => Assert.Equal(0, await content.ReadAsync(new byte[10], Stop)));
    }

    [Fact]
    public async Task A_blob_in_the_archive_tier_is_named_with_the_remedy()
    {
        Add("ns/events/1/2026/08/30/10/05/00.avro", 3);
        _wrap = _ => throw new RequestFailedException(409, "This operation is not permitted on an archived blob.", "BlobArchived", null);

        var archived = await Assert.ThrowsAsync<InvalidOperationException>(async () => await Files().OpenAsync(Name, Stop));

        Assert.Contains("ns/events/1/2026/08/30/10/05/00.avro", archived.Message, StringComparison.Ordinal);
        Assert.Contains("hot tier", archived.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "NoAuthenticationInformation")]
    [InlineData(403, "AuthorizationPermissionMismatch")]
    public async Task A_file_that_may_not_be_rewritten_is_named_with_the_role_that_is_missing(int status, string code)
    {
        _container
            .Protected()
            .Setup<BlockBlobClient>("GetBlockBlobClientCore", ItExpr.IsAny<string>())
            .Returns(
                (string _) =>
                {
                    var blob = new Mock<BlockBlobClient>();
                    blob.Setup(b => b.ExistsAsync(It.IsAny<CancellationToken>()))
                        .ReturnsAsync(Response.FromValue(value: true, Mock.Of<Response>()));
                    blob.Setup(b => b.OpenWriteAsync(true, It.IsAny<BlockBlobOpenWriteOptions>(), It.IsAny<CancellationToken>()))
                        .ThrowsAsync(new RequestFailedException(status, "Not permitted.", code, null));
                    return blob.Object;
                }
            );

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => Files().ReplaceAsync(Name, _ => Task.CompletedTask, Stop));

        Assert.Contains("ns/events/1/2026/08/30/10/05/00.avro", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Storage Blob Data Contributor", refused.Message, StringComparison.Ordinal);
        Assert.Equal((status, code), (refused.Status, refused.ErrorCode));
    }

    [Fact]
    public async Task A_listing_that_fails_for_now_may_be_tried_again()
    {
        _container
            .Setup(c => c.GetBlobsAsync(It.IsAny<BlobTraits>(), It.IsAny<BlobStates>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(new FailingPages());
        var files = new BlobCaptureFiles(_container.Object, "ns", "events");

        await Assert.ThrowsAsync<IOException>(async () => await files.ListAsync(1, Stop).GetAsyncEnumerator(Stop).MoveNextAsync());
    }

    private void Add(string name, int length) => _blobs[name] = new byte[length];

    private BlobCaptureFiles Files()
    {
        _container
            .Setup(c => c.GetBlobsAsync(It.IsAny<BlobTraits>(), It.IsAny<BlobStates>(), It.IsAny<string>(), It.IsAny<CancellationToken>()))
            .Returns(
                (BlobTraits _, BlobStates _, string prefix, CancellationToken _) =>
                    AsyncPageable<BlobItem>.FromPages([
                        Page<BlobItem>.FromValues(
                            [
                                .. _blobs
                                    .Where(blob => blob.Key.StartsWith(prefix, StringComparison.Ordinal))
                                    .Select(blob =>
                                        BlobsModelFactory.BlobItem(
                                            name: blob.Key,
                                            properties: BlobsModelFactory.BlobItemProperties(false, contentLength: blob.Value.Length)
                                        )
                                    ),
                            ],
                            null,
                            Mock.Of<Response>()
                        ),
                    ])
            );
        _container
            .Setup(c => c.GetBlobClient(It.IsAny<string>()))
            .Returns(
                (string name) =>
                {
                    var blob = new Mock<BlobClient>();
                    blob.Setup(b => b.OpenReadAsync(It.IsAny<BlobOpenReadOptions>(), It.IsAny<CancellationToken>()))
                        .Returns(() =>
                        {
                            _opened.Add(name);
                            return _blobs.TryGetValue(name, out var bytes)
                                ? Task.FromResult(_wrap(new MemoryStream(bytes)))
                                : Task.FromException<Stream>(new RequestFailedException(404, "Not there.", "BlobNotFound", null));
                        });
                    return blob.Object;
                }
            );
        return new(_container.Object, "ns", "events");
    }

    private sealed class FailingStream(Exception failure) : MemoryStream
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromException<int>(failure);
    }

    private sealed class FailingPages : AsyncPageable<BlobItem>
    {
        public override IAsyncEnumerable<Page<BlobItem>> AsPages(string? continuationToken = null, int? pageSizeHint = null) =>
            throw new RequestFailedException(500, "Failed.");
    }
}
