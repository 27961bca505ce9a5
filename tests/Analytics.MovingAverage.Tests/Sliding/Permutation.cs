namespace Analytics.MovingAverages.Tests.Sliding;

/// <summary>The permutations of three things: a group that does not commute.</summary>
public readonly record struct Permutation(byte First, byte Second, byte Third) : IGroup<Permutation>
{
    public static Permutation Identity => new(0, 1, 2);

    public static Permutation Combine(Permutation older, Permutation newer) =>
        new(newer.Apply(older.First), newer.Apply(older.Second), newer.Apply(older.Third));

    public static Permutation Inverse(Permutation value)
    {
        Span<byte> inverse = stackalloc byte[3];
        inverse[value.First] = 0;
        inverse[value.Second] = 1;
        inverse[value.Third] = 2;
        return new Permutation(inverse[0], inverse[1], inverse[2]);
    }

    private byte Apply(byte i) =>
        i switch
        {
            0 => First,
            1 => Second,
            _ => Third,
        };
}
