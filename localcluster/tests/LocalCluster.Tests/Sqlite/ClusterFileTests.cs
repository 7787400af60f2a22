using Microsoft.Data.Sqlite;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Sqlite;

public sealed class ClusterFileTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public void Only_its_user_can_read_it()
    {
        _folder.Open("cluster");
        Assert.All(
            ClusterFile.PathsOf(_folder.File("cluster")).Where(File.Exists),
            path => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path)));
    }

    [Theory]
    [InlineData("PRAGMA user_version = 2", "written by a newer october")]
    [InlineData("PRAGMA application_id = 7", "a database of something else")]
    [InlineData("UPDATE objects SET value = x'7B'", "cannot be read")]
    [InlineData("DROP TABLE objects", "cannot be read")]
    [InlineData("DELETE FROM cluster", "is damaged")]
    public async Task A_file_that_cannot_be_used_is_refused_and_left_as_it_is(string damage, string problem)
    {
        var path = await MadeAsync();
        await using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = damage;
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        Refuses(path, problem);
    }

    [Theory]
    [InlineData(0, "cannot be read")]
    [InlineData(4096 + 8, "")]
    public async Task A_file_whose_bytes_were_overwritten_is_refused_and_left_as_it_is(int offset, string problem)
    {
        var path = await MadeAsync();
        await using (var file = File.OpenWrite(path))
        {
            file.Position = offset;
            file.Write([.. Enumerable.Repeat((byte)0xA5, 3000)]);
        }

        Refuses(path, problem);
    }

    [Fact]
    public void A_file_in_use_is_refused()
    {
        _folder.Open("cluster");
        var refused = Assert.Throws<ClusterFileException>(() => ClusterFile.Open(_folder.File("cluster"), DateTimeOffset.UnixEpoch));
        Assert.Contains("in use", refused.Message, StringComparison.Ordinal);
    }

    private async Task<string> MadeAsync()
    {
        var (contents, journal) = _folder.Open("cluster");
        var store = new MemoryStore(contents, journal);
        for (var i = 0; i < 50; i++)
            store.Commit("/configmaps", new ObjectKey("ns", $"a{i}"), 0, new() { ["data"] = new string('x', 300) });
        await _folder.CloseAsync();
        return _folder.File("cluster");
    }

    private static void Refuses(string path, string problem)
    {
        var before = File.ReadAllBytes(path);
        var refused = Assert.Throws<ClusterFileException>(() =>
        {
            using var file = ClusterFile.Open(path, DateTimeOffset.UnixEpoch);
            file.Load();
        });
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(path));
    }
}
