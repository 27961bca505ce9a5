namespace Analytics.Core.Tables;

/// <summary>Work that waits for the storage, for several things at once.</summary>
internal static class StorageWork
{
    /// <summary>
    /// Does work for each item, for as many at once as the options allow. One at a time stays where the caller is, so that its order is
    /// decided by the storage alone.
    /// </summary>
    /// <param name="items">The items.</param>
    /// <param name="options">Degree of parallelism, and the token that cancels.</param>
    /// <param name="work">The work for an item.</param>
    public static Task ForEachAsync<T>(IEnumerable<T> items, ParallelOptions options, Func<T, CancellationToken, ValueTask> work) =>
        options.MaxDegreeOfParallelism == 1
            ? OneByOneAsync(items, options.CancellationToken, work)
            : Parallel.ForEachAsync(items, options, work);

    /// <inheritdoc cref="ForEachAsync{T}(IEnumerable{T}, ParallelOptions, Func{T, CancellationToken, ValueTask})"/>
    public static Task ForEachAsync<T>(IAsyncEnumerable<T> items, ParallelOptions options, Func<T, CancellationToken, ValueTask> work) =>
        options.MaxDegreeOfParallelism == 1
            ? OneByOneAsync(items, options.CancellationToken, work)
            : Parallel.ForEachAsync(items, options, work);

    private static async Task OneByOneAsync<T>(
        IEnumerable<T> items,
        CancellationToken cancellationToken,
        Func<T, CancellationToken, ValueTask> work
    )
    {
        foreach (var item in items)
        {
            await DoAsync(item, cancellationToken, work);
        }
    }

    private static async Task OneByOneAsync<T>(
        IAsyncEnumerable<T> items,
        CancellationToken cancellationToken,
        Func<T, CancellationToken, ValueTask> work
    )
    {
        await foreach (var item in items.WithCancellation(cancellationToken))
        {
            await DoAsync(item, cancellationToken, work);
        }
    }

    /// <summary>Does work for an item. A failure after a cancellation is the cancellation's, as <see cref="Parallel"/> has it.</summary>
    private static async ValueTask DoAsync<T>(T item, CancellationToken cancellationToken, Func<T, CancellationToken, ValueTask> work)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            await work(item, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The work was cancelled, and then failed.", exception, cancellationToken);
        }
    }
}
