using System.Net;

namespace Analytics.Web.Tests.Collection;

/// <summary>A body whose length is not announced, so that it travels in chunks.</summary>
internal sealed class UnannouncedContent(byte[] bytes) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
