namespace Analytics.Faults.Tests.Harness;

/// <summary>The share of calls that fail, and of those that wait for their turn.</summary>
/// <param name="Read">Reads of tables and log that fail.</param>
/// <param name="Commit">Commits that fail: one part without effect, one after it, one before it.</param>
/// <param name="Append">Appends that fail, in the same parts, and as many that are refused.</param>
/// <param name="Gate">Reads that wait for their turn; every commit does.</param>
internal sealed record FaultRates(double Read, double Commit, double Append, double Gate)
{
    private static readonly double[] Levels = [0, 0.005, 0.02, 0.05];

    public static FaultRates None { get; } = new(0, 0, 0, 0);

    public static FaultRates Draw(Random random) =>
        new(
            Levels[random.Next(Levels.Length)],
            Levels[random.Next(Levels.Length)],
            random.NextDouble() * 0.4,
            0.05 + (random.NextDouble() * 0.5)
        );
}
