namespace Analytics.Core.Tables;

/// <summary>Runs work that waits for the storage, for several items in parallel.</summary>
internal static class StorageWork
{
    /// <summary>
    /// Runs work for each item, with the parallelism of the options. A parallelism of 1 stays on the caller's context, so that the order
    /// is determined by the storage alone.
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

    /// <summary>Runs work for an item. A failure after a cancellation counts as the cancellation, as in <see cref="Parallel"/>.</summary>
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
