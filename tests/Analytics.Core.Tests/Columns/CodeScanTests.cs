using System.Numerics;
using Analytics.Core.Columns;

namespace Analytics.Core.Tests.Columns;

/// <summary>Compares each kernel with the path that a processor without vectors takes.</summary>
public sealed class CodeScanTests
{
    [Fact]
    public void Bytes_are_compared_alike_with_and_without_vectors()
    {
        Compare<byte>(256);
        foreach (var length in Enumerable.Range(0, 301).Append(5_003))
        {
            var random = new Random(length);
            var codes = Codes<byte>(random, length, 256);
            byte[] wanted = [.. Enumerable.Range(0, 256).Select(_ => (byte)random.Next(2))];
            Compare(codes, new TableKernel(wanted), code => wanted[code] != 0);
        }
    }

    [Fact]
    public void Integers_of_two_bytes_are_compared_alike_with_and_without_vectors() => Compare<ushort>(65_536);

    [Fact]
    public void Integers_of_four_bytes_are_compared_alike_with_and_without_vectors() => Compare<uint>(1 << 30);

    [Fact]
    public void Looked_up_codes_are_compared_alike_for_all_rows_and_for_few_selected_ones()
    {
        foreach (var length in Enumerable.Range(0, 301).Append(5_003))
        {
            var random = new Random(length);
            var codes = Codes<ushort>(random, length, 700);
            byte[] wanted = [.. Enumerable.Range(0, 700).Select(_ => (byte)random.Next(2))];
            Compare(codes, new LookupKernel<ushort>(wanted), code => wanted[code] != 0);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0 }, CodeSetShape.None, false)]
    [InlineData(new byte[] { 1, 1, 1 }, CodeSetShape.All, false)]
    [InlineData(new byte[] { 0, 0, 1 }, CodeSetShape.One, false)]
    [InlineData(new byte[] { 1, 0, 1, 1 }, CodeSetShape.One, true)]
    [InlineData(new byte[] { 0, 1, 1, 0, 0 }, CodeSetShape.Range, false)]
    [InlineData(new byte[] { 1, 0, 0, 1, 1 }, CodeSetShape.Range, true)]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 1, 0, 0 }, CodeSetShape.Few, false)]
    [InlineData(new byte[] { 0, 1, 0, 1, 1, 1, 1, 1, 0, 0 }, CodeSetShape.Few, true)]
    [InlineData(new byte[] { 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0 }, CodeSetShape.Many, false)]
    public void A_set_takes_the_cheapest_shape_of_itself_or_its_complement(byte[] wanted, object shape, bool inverted)
    {
        var set = CodeSet.Of(wanted);
        Assert.Equal(shape, set.Shape);
        Assert.Equal(inverted ? ulong.MaxValue : 0, set.Inverted);
    }

    private static void Compare<T>(int codeCount)
        where T : unmanaged, IBinaryInteger<T>, IUnsignedNumber<T>
    {
        foreach (var length in Enumerable.Range(0, 301).Append(5_003))
        {
            var random = new Random(length);
            var codes = Codes<T>(random, length, codeCount);
            var picked = T.CreateTruncating(random.Next(codeCount));
            var (a, b) = length == 0 ? (picked, picked) : (codes[random.Next(length)], codes[random.Next(length)]);
            Compare(codes, new EqualKernel<T>(a), code => code == a);
            Compare(codes, new AnyKernel<T>(picked, a, b, b), code => code == picked || code == a || code == b);
            var (lowest, highest) = a < b ? (a, b) : (b, a);
            Compare(codes, new RangeKernel<T>(lowest, highest - lowest), code => code >= lowest && code <= highest);
        }
    }

    private static void Compare<T, TKernel>(T[] codes, TKernel kernel, Func<T, bool> isWanted)
        where T : unmanaged
        where TKernel : ICodeKernel<T>, allows ref struct
    {
        foreach (var inverted in new[] { 0UL, ulong.MaxValue })
        {
            var expected = RandomBits.Words([.. codes.Select(code => isWanted(code) == (inverted == 0))]);
            var (scalar, fast) = (new ulong[expected.Length], new ulong[expected.Length]);
            CodeScan.RunScalar(codes, kernel, inverted, scalar, default(CodeScan.Overwrite));
            CodeScan.Run(codes, kernel, inverted, fast, default(CodeScan.Overwrite));
            Assert.Equal(expected, scalar);
            Assert.Equal(expected, fast);

            var selected = RandomBits.Words(RandomBits.Rows(new Random(codes.Length), codes.Length, 0.05));
            ulong[] both = [.. expected.Zip(selected, (a, b) => a & b)];
            (scalar, fast) = (selected.ToArray(), selected.ToArray());
            CodeScan.RunScalar(codes, kernel, inverted, scalar, default(CodeScan.Narrow));
            CodeScan.Run(codes, kernel, inverted, fast, default(CodeScan.Narrow));
            Assert.Equal(both, scalar);
            Assert.Equal(both, fast);
        }
    }

    private static T[] Codes<T>(Random random, int length, int codeCount)
        where T : unmanaged, IBinaryInteger<T> => [.. Enumerable.Range(0, length).Select(_ => T.CreateTruncating(random.Next(codeCount)))];
}
