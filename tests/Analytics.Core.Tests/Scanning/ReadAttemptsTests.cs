using Analytics.Core.Queries;
using Analytics.Core.Queries.Scanning;

namespace Analytics.Core.Tests.Scanning;

public sealed class ReadAttemptsTests
{
    private int _freed;
    private int _reads;

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(0, 0, 1)]
    public async Task A_read_for_which_memory_is_short_is_repeated_once_with_nothing_cached(int failures, int freed, int reads)
    {
        Assert.Equal("read", await new ReadAttempts(() => _freed++).RepeatAsync(() => Read(failures), CancellationToken.None));

        Assert.Equal((freed, reads), (_freed, _reads));
    }

    [Fact]
    public async Task A_read_that_memory_never_suffices_for_fails()
    {
        await Assert.ThrowsAsync<OutOfMemoryException>(async () =>
            await new ReadAttempts(() => _freed++).RepeatAsync(() => Read(9), CancellationToken.None)
        );

        Assert.Equal((1, 2), (_freed, _reads));
    }

    [Theory]
    [InlineData(256, 13, 16, 0)]
    [InlineData(1024, 51, 64, 0)]
    [InlineData(2048, 96, 128, 0)]
    [InlineData(4096, 96, 128, 256)]
    [InlineData(18432, 96, 128, 2048)]
    public void Less_is_kept_where_memory_is_small_and_more_growing_rows_where_it_is_large(
        long megabytes,
        long cache,
        long columns,
        long growing
    )
    {
        var memory = ScanMemory.Of(megabytes << 20);

        Assert.Equal(
            (cache, columns, growing),
            ((memory.CacheBytes + (1 << 19)) >> 20, memory.ColumnBytes >> 20, memory.GrowingBytes >> 20)
        );
    }

    private ValueTask<string> Read(int failures) =>
        ++_reads <= failures ? ValueTask.FromException<string>(new OutOfMemoryException()) : ValueTask.FromResult("read");
}
