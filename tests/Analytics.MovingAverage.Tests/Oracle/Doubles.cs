namespace Analytics.MovingAverages.Tests.Oracle;

/// <summary>Seeded streams of doubles, from the tame to the vicious.</summary>
internal static class Doubles
{
    public static readonly string[] Kinds = ["Ordinary", "Integers", "AnyBits", "Cancelling", "Subnormal", "Huge", "Spikes"];

    public static double[] Stream(string kind, int seed, int length)
    {
        var random = new Random(seed);
        var values = new double[length];
        for (var i = 0; i < length; i++)
        {
            values[i] = Next(kind, random, i);
        }

        return values;
    }

    private static double Next(string kind, Random random, int i) =>
        kind switch
        {
            "Ordinary" => (random.NextDouble() * 2000) - 1000,
            "Integers" => random.Next(-50, 50),
            "AnyBits" => AnyBits(random),
            "Cancelling" => (i % 2 == 0 ? 1 : -1) * (1e17 + random.Next(3)) * Math.Pow(2, random.Next(-3, 3)),
            "Subnormal" => random.NextInt64(-(1L << 54), 1L << 54) * double.Epsilon,
            "Huge" => (random.NextDouble() < 0.7 ? 1 : -1) * double.MaxValue * (0.5 + (random.NextDouble() / 2)),
            "Spikes" => random.Next(10) switch
            {
                0 => 1e300,
                1 => -1e150,
                2 => 1e16,
                3 => 5e-324,
                _ => 1,
            },
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind of stream."),
        };

    private static double AnyBits(Random random)
    {
        while (true)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (double.IsFinite(value))
            {
                return value;
            }
        }
    }
}
