namespace Analytics.MovingAverages.Tests.Oracle;

/// <summary>Runs a theory once for each kind of stream.</summary>
public sealed class StreamKinds : TheoryData<string>
{
    public StreamKinds() => AddRange(Doubles.Kinds);
}
