namespace Analytics.Core.Tests.Oracles;

/// <summary>A question that is asked of the product and answered by an oracle.</summary>
internal interface IAskedQuestion
{
    /// <summary>The body that asks it.</summary>
    string Json { get; }
}
