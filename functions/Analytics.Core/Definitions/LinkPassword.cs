using System.Security.Cryptography;
using System.Text;
using Analytics.Core.Hashing;

namespace Analytics.Core.Definitions;

/// <summary>A stored password: salted and hashed with PBKDF2 and SHA-512, so that a reader of the table cannot learn it.</summary>
/// <param name="Iterations">The number of iterations of PBKDF2.</param>
/// <param name="Salt">Random bytes.</param>
/// <param name="Hash">The hash of the password with this number of iterations and this salt.</param>
public sealed record LinkPassword(int Iterations, byte[] Salt, byte[] Hash)
{
    /// <summary>The longest password.</summary>
    public const int MaxLength = 128;

    private const int SaltBytes = 16;
    private const int HashBytes = 32;

    // A guess takes about a tenth of a second of a processor.
    private const int CurrentIterations = 210_000;

    /// <summary>Returns the stored form of a password.</summary>
    /// <param name="password">The password, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="fillRandom">Fills a span with unpredictable bytes.</param>
    public static LinkPassword Create(string password, RandomFill fillRandom)
    {
        var salt = new byte[SaltBytes];
        fillRandom(salt);
        return new(CurrentIterations, salt, Derive(password, salt, CurrentIterations, HashBytes));
    }

    /// <summary>Returns true if it is the password. A wrong password takes the same time.</summary>
    /// <param name="password">The password that a client sent.</param>
    public bool Matches(string password) =>
        password.Length <= MaxLength && CryptographicOperations.FixedTimeEquals(Derive(password, Salt, Iterations, Hash.Length), Hash);

    private static byte[] Derive(string password, byte[] salt, int iterations, int bytes) =>
        Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password), salt, iterations, HashAlgorithmName.SHA512, bytes);
}
