namespace Analytics.Core.Tables;

/// <summary>Reads rows, changes them on condition that they have not changed meanwhile, and repeats both otherwise.</summary>
internal static class OptimisticUpdate
{
    private const int Attempts = 20;

    /// <summary>Runs attempts until one is committed.</summary>
    /// <param name="name">The changed object in an error message, such as <c>Job 3</c>.</param>
    /// <param name="attempt">Reads the rows and commits the change; returns true, with the result, if no further attempt is
    /// needed.</param>
    /// <param name="cancellationToken">Cancels the update.</param>
    /// <exception cref="IOException">Others changed the rows at every attempt; try again later.</exception>
    public static async Task<T> RunAsync<T>(
        string name,
        Func<CancellationToken, Task<(bool HasEnded, T Result)>> attempt,
        CancellationToken cancellationToken
    )
    {
        for (var number = 1; number <= Attempts; number++)
        {
            var (hasEnded, result) = await attempt(cancellationToken);
            if (hasEnded)
            {
                return result;
            }
        }

        throw new IOException($"{name} was changed by others {Attempts} times in a row; try again.");
    }
}
