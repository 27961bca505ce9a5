namespace Analytics.Faults.Tests.Harness;

/// <summary>Decides by a seeded generator which calls fail, and counts what happened.</summary>
internal sealed class Faults(Random random, FaultCounts counts)
{
    private readonly List<(int Due, Func<ValueTask> Effect)> _late = [];

    public FaultRates Rates { get; set; } = FaultRates.None;

    public FaultCounts Counts => counts;

    /// <summary>The number of the scenario's step.</summary>
    public int Step { get; set; }

    /// <summary>
    /// The only thread whose reads may fail while the scenario asks; null while it does not. What a query hands to other threads comes in
    /// any order.
    /// </summary>
    public int? AskingThread { get; set; }

    public bool Happens(double rate) =>
        rate > 0 && (AskingThread is not { } thread || thread == Environment.CurrentManagedThreadId) && random.NextDouble() < rate;

    /// <summary>A number below a limit.</summary>
    public int Next(int limit) => random.Next(limit);

    /// <summary>Waits for a turn, if a reader or writer must.</summary>
    /// <returns>True if it waited.</returns>
    public async ValueTask<bool> WaitAsync(GateKind kind, double rate)
    {
        if (Actor.Running is not { } actor || !Happens(rate))
        {
            return false;
        }

        await actor.WaitAsync(kind);
        return true;
    }

    /// <summary>Throws if the storage fails a call of an instance.</summary>
    public void FailRead(Instance instance, FaultKind kind)
    {
        if (instance.IsCutOff)
        {
            counts.Add(FaultKind.Outage);
            throw Failure("does not answer anybody");
        }

        if (Happens(Rates.Read))
        {
            counts.Add(kind);
            throw Failure("does not answer");
        }
    }

    public static IOException Failure(string what) => new($"The storage {what}.");

    /// <summary>Lets something take effect some steps later, as a request does whose sender has given up.</summary>
    public void Postpone(Func<ValueTask> effect) => _late.Add((Step + 1 + random.Next(8), effect));

    /// <summary>Takes the effects that are due, or all.</summary>
    public void TakeEffects(bool all = false)
    {
        foreach (var late in _late.Where(late => all || late.Due <= Step).ToList())
        {
            _late.Remove(late);
            var done = late.Effect();
            Assert.True(done.IsCompletedSuccessfully, "Tables and log in memory answer at once.");
        }
    }
}
