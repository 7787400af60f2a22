using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Storage;
using October.LocalCluster.Node.Environment;
using October.LocalCluster.Sqlite;

namespace October.LocalCluster.Host;

/// <summary>The objects of a cluster: in memory, and where they are to outlive it, in a file of its data directory.</summary>
internal sealed class ClusterStorage : IAsyncDisposable
{
    private const string FileName = "objects.db";

    private readonly SqliteJournal? _journal;

    private ClusterStorage(IObjectStore store, SqliteJournal? journal) => (Store, _journal) = (store, journal);

    public IObjectStore Store { get; }

    /// <summary>The cluster that is continued; null for a new one.</summary>
    public PreviousCluster? Previous { get; private init; }

    /// <summary>Opens the file, after deleting that of an earlier cluster which is not to be continued.</summary>
    /// <exception cref="ClusterFileException">It cannot be used; it is left as it is.</exception>
    /// <exception cref="IOException">The data directory is not a cluster's.</exception>
    public static ClusterStorage Open(LocalClusterOptions options)
    {
        if (options.DataDirectory is not { } directory)
        {
            return options.Persistence == Persistence.None
                ? new ClusterStorage(new MemoryStore(), null)
                : throw new InvalidOperationException("A cluster that is to outlive its process needs a data directory.");
        }

        NodeDirectories.TakeOver(directory);
        var path = Path.Combine(directory, FileName);
        if (options.Persistence != Persistence.Continued)
        {
            foreach (var file in ClusterFile.PathsOf(path))
                File.Delete(file);
        }

        return options.Persistence == Persistence.None ? new ClusterStorage(new MemoryStore(), null) : Open(path, options.Time);
    }

    /// <summary>Leaves in the data directory what the objects there have use for.</summary>
    public void Clean(NodeDirectories directories)
    {
        if (Previous is null)
            directories.Empty();
        else
            directories.Retain(All("/pods"), All("/persistentvolumeclaims"));
    }

    /// <summary>Writes what there is to write.</summary>
    public ValueTask DisposeAsync() => _journal?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static ClusterStorage Open(string path, TimeProvider time)
    {
        var existed = File.Exists(path);
        var file = ClusterFile.Open(path, time.GetUtcNow());
        try
        {
            var contents = file.Load();
            var journal = new SqliteJournal(file, contents.Revision, time);
            // A cluster that ended before its first object has nothing to continue.
            var previous = existed && contents.Objects.Count > 0 ? new PreviousCluster(file.Created, contents.Objects.Count) : null;
            return new ClusterStorage(new MemoryStore(contents, journal), journal) { Previous = previous };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private IEnumerable<JsonObject> All(string resource) => Store.List(resource).Objects.Values.Select(stored => stored.Value);
}
