namespace Analytics.Faults.Tests.Harness;

/// <summary>An answer that is wrong, or work that failed for a reason other than the storage.</summary>
internal sealed class WrongNumberException(string message) : Exception(message);
