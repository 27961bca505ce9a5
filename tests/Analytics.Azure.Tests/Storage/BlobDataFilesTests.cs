using Analytics.Azure.Storage;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Moq;

namespace Analytics.Azure.Tests.Storage;

public sealed class BlobDataFilesTests
{
    private readonly Mock<BlobServiceClient> _storage = new();
    private readonly Mock<BlobClient> _blob = new();

    public BlobDataFilesTests()
    {
        var container = new Mock<BlobContainerClient>();
        _storage.Setup(storage => storage.GetBlobContainerClient("data")).Returns(container.Object);
        container.Setup(files => files.GetBlobClient("geo/places.mmdb")).Returns(_blob.Object);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_is_a_blob_of_a_container_and_its_version_the_tag()
    {
        _blob
            .Setup(blob => blob.GetPropertiesAsync(null, Stop))
            .ReturnsAsync(Response.FromValue(BlobsModelFactory.BlobProperties(eTag: new ETag("v1")), Mock.Of<Response>()));
        _blob
            .Setup(blob => blob.DownloadContentAsync(Stop))
            .ReturnsAsync(Response.FromValue(BlobsModelFactory.BlobDownloadResult(new BinaryData("content")), Mock.Of<Response>()));
        var files = new BlobDataFiles(_storage.Object);

        Assert.Equal("v1", await files.VersionAsync("data/geo/places.mmdb", Stop));
        Assert.Equal("content"u8.ToArray(), await files.ReadAsync("data/geo/places.mmdb", Stop));
    }

    [Theory]
    [InlineData(404, "there is no such blob")]
    [InlineData(403, "not allowed")]
    [InlineData(503, "does not answer now")]
    public async Task A_blob_that_cannot_be_read_is_an_error_of_the_port(int status, string reason)
    {
        _blob.Setup(blob => blob.GetPropertiesAsync(null, Stop)).ThrowsAsync(new RequestFailedException(status, "not allowed"));

        var failure = await Assert.ThrowsAsync<IOException>(async () =>
            await new BlobDataFiles(_storage.Object).VersionAsync("data/geo/places.mmdb", Stop)
        );

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("places.mmdb")]
    [InlineData("/places.mmdb")]
    [InlineData("data/")]
    public async Task A_path_without_container_or_blob_is_refused(string path)
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await new BlobDataFiles(_storage.Object).ReadAsync(path, Stop)
        );

        Assert.Contains("container/blob", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_storage_the_setting_is_named()
    {
        var refusal = await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await new BlobDataFiles(null).ReadAsync("data/places.mmdb", Stop)
        );

        Assert.Contains("Archive__blobServiceUri", refusal.Message, StringComparison.Ordinal);
    }
}
