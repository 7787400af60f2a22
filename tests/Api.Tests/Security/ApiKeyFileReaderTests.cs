using Microsoft.Extensions.Logging.Abstractions;

namespace October.Api.Security;

public sealed class ApiKeyFileReaderTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();
    private readonly ApiKeyRing _ring = new("old");

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task A_key_is_added_and_another_taken_away_without_a_restart()
    {
        using var reader = new ApiKeyFileReader(_ring, _file, "old", TimeProvider.System, NullLogger<ApiKeyFileReader>.Instance);
        await ReadAsync(reader, "old send,read,operate\nnew send,read");
        Assert.Equal((Role.All, Role.Send | Role.Read), (_ring.Find("old")?.Roles, _ring.Find("new")?.Roles));
        await ReadAsync(reader, "new send,read\n");
        Assert.Null(_ring.Find("old"));
        Assert.NotNull(_ring.Find("new"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("a send\nb")]
    [InlineData(null)]
    public async Task A_file_that_cannot_be_used_opens_nothing_and_shuts_nobody_out(string? text)
    {
        using var reader = new ApiKeyFileReader(_ring, _file, "old", TimeProvider.System, NullLogger<ApiKeyFileReader>.Instance);
        if (text is null)
            File.Delete(_file);
        else
            await File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.NotNull(_ring.Find("old"));
        Assert.Null(_ring.Find(""));
        Assert.Null(_ring.Find("b"));
    }

    private async Task ReadAsync(ApiKeyFileReader reader, string text)
    {
        await File.WriteAllTextAsync(_file, text, TestContext.Current.CancellationToken);
        await reader.ReadAsync(TestContext.Current.CancellationToken);
    }
}
