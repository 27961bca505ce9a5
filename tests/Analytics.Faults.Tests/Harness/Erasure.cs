namespace Analytics.Faults.Tests.Harness;

/// <summary>An erasure that was asked for: of a visitor of a site, or of a range of its hours.</summary>
/// <param name="Job">The number of its job.</param>
/// <param name="Site">The site.</param>
/// <param name="Visitor">The visitor; null for a range.</param>
/// <param name="From">The first second of a range.</param>
/// <param name="To">The end of a range.</param>
/// <param name="Begun">The step at which it was asked for.</param>
internal sealed record Erasure(string Job, string Site, string? Visitor, long From, long To, int Begun)
{
    /// <summary>The step at which it was found to have ended; null before.</summary>
    public int? Ended { get; set; }

    public bool Matches(SentEvent sent, Attempt attempt) =>
        sent.Site == Site && (Visitor is null ? attempt.Second >= From && attempt.Second < To : sent.Visitor == Visitor);
}
