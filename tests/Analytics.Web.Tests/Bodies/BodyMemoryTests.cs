using System.IO.Compression;
using Analytics.Web.Bodies;
using Analytics.Web.Errors;

namespace Analytics.Web.Tests.Bodies;

public sealed class BodyMemoryTests
{
    private const int Megabyte = 1024 * 1024;

    private readonly BodyMemory _memory = new(16 * Megabyte);

    [Fact]
    public void Bodies_beyond_the_memory_are_503_until_others_are_done()
    {
        var arrays = Enumerable.Range(0, 6).Select(_ => _memory.Rent(2 * Megabyte)).ToList();

        var refusal = Assert.Throws<ApiException>(() => _memory.Rent(Megabyte));
        Assert.Equal(503, refusal.Status);
        Assert.NotNull(refusal.RetryAfter);
        Assert.Contains("16 MiB", refusal.Message);
        Assert.Equal(12 * Megabyte, _memory.Bytes);

        _memory.Return(arrays[0]);
        _memory.Return(_memory.Rent(Megabyte));
    }

    [Fact]
    public void Large_bodies_leave_a_quarter_to_small_ones()
    {
        for (var i = 0; i < 12; i++)
        {
            _memory.Rent(Megabyte);
        }

        Assert.Throws<ApiException>(() => _memory.Rent(BodyMemory.SmallBytes + 1));
        for (var i = 0; i < 4 * Megabyte / BodyMemory.SmallBytes; i++)
        {
            _memory.Rent(BodyMemory.SmallBytes);
        }

        Assert.Throws<ApiException>(() => _memory.Rent(1));
    }

    [Fact]
    public void An_announced_length_takes_nothing_and_the_array_doubles_up_to_it()
    {
        using var body = new PooledBody(_memory, 4 * Megabyte, announced: 4 * Megabyte);
        Assert.Equal(0, _memory.Bytes);

        Assert.True(body.TryAppend(new byte[10]));
        Assert.Equal(4096, _memory.Bytes);
        Assert.True(body.TryAppend(new byte[4096]));
        Assert.Equal(8192, _memory.Bytes);
        Assert.True(body.TryAppend(new byte[(4 * Megabyte) - 4106]));
        Assert.Equal(4 * Megabyte, _memory.Bytes);
        Assert.False(body.TryAppend(new byte[1]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_compressed_body_counts_as_what_it_grows_to(bool isBrotli)
    {
        using var compressed = new MemoryStream();
        using (
            Stream stream = isBrotli
                ? new BrotliStream(compressed, CompressionLevel.Fastest, true)
                : new GZipStream(compressed, CompressionLevel.Fastest, true)
        )
        {
            stream.Write(new byte[4 * Megabyte]);
        }

        var encoding = isBrotli ? ContentEncoding.Brotli : ContentEncoding.Gzip;
        using (var body = Decompressor.Decompress(compressed.ToArray(), encoding, _memory, 4 * Megabyte))
        {
            Assert.Equal(4 * Megabyte, body.Memory.Length);
            Assert.InRange(_memory.Bytes, 4 * Megabyte, 5 * Megabyte);
        }

        Assert.Equal(0, _memory.Bytes);
        var others = Enumerable.Range(0, 9).Select(_ => _memory.Rent(Megabyte)).ToList();
        Assert.Equal(
            503,
            Assert.Throws<ApiException>(() => Decompressor.Decompress(compressed.ToArray(), encoding, _memory, 4 * Megabyte)).Status
        );
        Assert.Equal(9 * Megabyte, _memory.Bytes);
        others.ForEach(_memory.Return);
    }

    [Fact]
    public void What_is_kept_for_the_next_body_is_bounded()
    {
        var arrays = Enumerable.Range(0, 12).Select(_ => _memory.Rent(Megabyte)).ToList();
        arrays.ForEach(_memory.Return);

        var again = Enumerable.Range(0, 12).Select(_ => _memory.Rent(Megabyte)).ToList();
        Assert.Equal(8, again.Count(array => arrays.Any(known => ReferenceEquals(known, array))));
    }

    [Theory]
    [InlineData(64L, 16L)]
    [InlineData(512L, 64L)]
    [InlineData(64L * 1024, 512L)]
    public void By_default_bodies_have_an_eighth_of_the_memory_within_bounds(long process, long expected) =>
        Assert.Equal(expected * Megabyte, BodyMemory.AutomaticBytes(process * Megabyte));
}
