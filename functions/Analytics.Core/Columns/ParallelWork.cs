using System.Runtime.ExceptionServices;

namespace Analytics.Core.Columns;

/// <summary>
/// Loops on all processors that end with the exception of a pass itself, as other loops do, so that a caller who expects it sees it.
/// </summary>
internal static class ParallelWork
{
    /// <summary>Runs passes.</summary>
    /// <param name="count">Number of passes.</param>
    /// <param name="cancellationToken">Cancels between passes.</param>
    /// <param name="pass">Runs one; receives its number.</param>
    public static void For(int count, CancellationToken cancellationToken, Action<int> pass) =>
        Run(() => Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellationToken }, pass));

    /// <summary>Runs a pass for each item.</summary>
    /// <param name="items">The items.</param>
    /// <param name="create">Creates what the passes of a thread share.</param>
    /// <param name="pass">Runs one; receives the item and what its thread shares.</param>
    public static void ForEach<T, TShared>(IEnumerable<T> items, Func<TShared> create, Action<T, TShared> pass) =>
        Run(() =>
            Parallel.ForEach(
                items,
                create,
                (item, _, shared) =>
                {
                    pass(item, shared);
                    return shared;
                },
                static _ => { }
            )
        );

    private static void Run(Action loop)
    {
        try
        {
            loop();
        }
        catch (AggregateException failed)
        {
            ExceptionDispatchInfo.Throw(failed.InnerExceptions[0]);
        }
    }
}
