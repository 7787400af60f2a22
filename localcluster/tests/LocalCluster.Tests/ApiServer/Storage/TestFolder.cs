using October.LocalCluster.Sqlite;

namespace October.LocalCluster.ApiServer.Storage;

/// <summary>Cluster files of a test.</summary>
internal sealed class TestFolder : IAsyncDisposable
{
    private readonly List<SqliteJournal> _journals = [];
    private readonly string _path = Directory.CreateTempSubdirectory("october-store-").FullName;

    public string File(string name) => Path.Combine(_path, name);

    public (StoredContents Contents, SqliteJournal Journal) Open(string name)
    {
        var file = ClusterFile.Open(File(name), DateTimeOffset.UnixEpoch);
        var contents = file.Load();
        var journal = new SqliteJournal(file, contents.Revision, TimeProvider.System);
        _journals.Add(journal);
        return (contents, journal);
    }

    /// <summary>Closes all files.</summary>
    public async Task CloseAsync()
    {
        foreach (var journal in _journals)
            await journal.DisposeAsync();
        _journals.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        Directory.Delete(_path, recursive: true);
    }
}
