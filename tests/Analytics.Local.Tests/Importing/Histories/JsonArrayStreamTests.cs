using System.Text;
using Analytics.Local.Importing;

namespace Analytics.Local.Tests.Importing.Histories;

public sealed class JsonArrayStreamTests
{
    [Theory]
    [InlineData("""[{"a":1},{"a":2}]""", "{\"a\":1}\n{\"a\":2}\n")]
    [InlineData("\uFEFF [\r\n  { \"a\" : [ 1 , 2 ] } ,\n\t{ \"b\" : { } } ]\n", "{\"a\":[1,2]}\n{\"b\":{}}\n")]
    [InlineData("""[{"a b":"x , ] } \" [ \\"},{}]""", "{\"a b\":\"x , ] } \\\" [ \\\\\"}\n{}\n")]
    [InlineData("""[{"a":1},{"a":""", "{\"a\":1}\n{\"a\":")]
    public void Elements_become_lines_however_the_array_is_laid_out(string text, string expected)
    {
        Assert.True(JsonArrayStream.IsStart(Encoding.UTF8.GetBytes(text)));
        for (var size = 1; size < 12; size++)
        {
            using var stream = new JsonArrayStream(new MemoryStream(Encoding.UTF8.GetBytes(text)));
            var output = new List<byte>();
            var buffer = new byte[size];
            for (int read; (read = stream.Read(buffer)) > 0; )
            {
                output.AddRange(buffer.AsSpan(0, read));
            }

            Assert.Equal(expected, Encoding.UTF8.GetString([.. output]));
        }
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1,2]")]
    [InlineData("[error] something")]
    [InlineData("")]
    public void Other_files_are_no_arrays_of_objects(string text) => Assert.False(JsonArrayStream.IsStart(Encoding.UTF8.GetBytes(text)));
}
