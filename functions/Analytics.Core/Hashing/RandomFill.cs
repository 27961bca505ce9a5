namespace Analytics.Core.Hashing;

/// <summary>
/// Fills a span with unpredictable bytes, as <see cref="System.Security.Cryptography.RandomNumberGenerator.Fill"/> does.
/// </summary>
/// <param name="target">The bytes to fill.</param>
public delegate void RandomFill(Span<byte> target);
