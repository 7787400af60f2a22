using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Storage;

namespace October.LocalCluster.Sqlite;

/// <summary>
/// The SQLite database with a cluster's objects, as JSON. It is for its user only, as Secrets are in it, and for one process at a time. A process that is
/// killed loses no transaction of it; a machine without power may lose the last ones, never a part of one.
/// </summary>
internal sealed class ClusterFile : IDisposable
{
    /// <summary>Stands in the file's header: "octo".</summary>
    private const long Application = 0x6F63746F;
    private const long Version = 1;
    private const long FirstRevision = 1000;

    /// <summary>
    /// The exclusive lock needs no shared memory beside the file. The journal is written back, which waits for the disk, once it has 32 MiB: what is left of
    /// it after a kill is read at the next start.
    /// </summary>
    private const string Settings = """
        PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 8192;
        PRAGMA journal_size_limit = 33554432;
        """;

    private readonly SqliteConnection _connection;
    private readonly ObjectStatements _statements;

    private ClusterFile(string path, SqliteConnection connection, DateTimeOffset created)
    {
        (Path, _connection, Created) = (path, connection, created);
        _statements = new ObjectStatements(connection);
    }

    public string Path { get; }

    /// <summary>When the cluster was made.</summary>
    public DateTimeOffset Created { get; }

    /// <summary>The file and those that SQLite keeps beside it.</summary>
    public static IEnumerable<string> PathsOf(string path) => [path, path + "-wal", path + "-shm"];

    /// <summary>Opens the file; one that is not there is made.</summary>
    /// <exception cref="ClusterFileException">It cannot be used.</exception>
    public static ClusterFile Open(string path, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            using var made = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
        }

        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = 1 }.ToString());
        try
        {
            connection.Open();
            return new ClusterFile(path, connection, Prepare(connection, path, now));
        }
        catch (SqliteException exception)
        {
            connection.Dispose();
            throw Unusable(path, exception);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Everything in it.</summary>
    /// <exception cref="ClusterFileException">It is damaged.</exception>
    public StoredContents Load()
    {
        try
        {
            using var command = _connection.CreateCommand();
            command.CommandText = "SELECT resource, namespace, name, revision, value FROM objects";
            using var reader = command.ExecuteReader();
            var objects = new List<JournaledObject>();
            while (reader.Read())
            {
                var value = JsonReading.Parse(reader.GetFieldValue<byte[]>(4)).Root as JsonObject ?? throw new JsonException("not an object");
                objects.Add(
                    new JournaledObject(
                        reader.GetString(0), new ObjectKey(reader.GetString(1), reader.GetString(2)), new StoredObject(value, reader.GetInt64(3))));
            }

            return new StoredContents(Number(_connection, "SELECT revision FROM cluster"), objects);
        }
        catch (Exception exception) when (exception is SqliteException or JsonException)
        {
            throw Unusable(Path, exception);
        }
    }

    /// <summary>Writes changes and the revision that they lead to, in one transaction.</summary>
    /// <exception cref="SqliteException">Nothing of it was written.</exception>
    public void Write(IReadOnlyDictionary<(string Resource, ObjectKey Key), StoreEvent> changes, long revision)
    {
        _statements.Begin();
        try
        {
            foreach (var ((resource, _), change) in changes)
                _statements.Apply(resource, change);
            _statements.SetRevision(revision);
            _statements.Commit();
        }
        catch
        {
            _statements.Rollback();
            throw;
        }
    }

    /// <summary>Closes it; what is in the journal beside it is written back.</summary>
    public void Dispose()
    {
        _statements.Dispose();
        _connection.Dispose();
    }

    private static DateTimeOffset Prepare(SqliteConnection connection, string path, DateTimeOffset now)
    {
        Execute(connection, Settings);
        var (application, version) = (Number(connection, "PRAGMA application_id"), Number(connection, "PRAGMA user_version"));
        if (application == 0 && version == 0 && Number(connection, "SELECT count(*) FROM sqlite_schema") == 0)
            Create(connection, now);
        else if (application != Application)
            throw new ClusterFileException($"{path} is a database of something else");
        else if (version > Version)
            throw new ClusterFileException($"{path} was written by a newer october (version {version} of the file; this one reads {Version})");
        if (Text(connection, "PRAGMA quick_check(1)") is var found and not "ok")
            throw new ClusterFileException($"{path} is damaged: {found}");
        return ObjectMeta.ParseTime(Text(connection, "SELECT created FROM cluster"))
            ?? throw new ClusterFileException($"{path} is damaged: no time of its making");
    }

    private static void Create(SqliteConnection connection, DateTimeOffset now)
    {
        using var transaction = connection.BeginTransaction();
        Execute(
            connection,
            string.Create(CultureInfo.InvariantCulture, $"""
                CREATE TABLE cluster (created TEXT NOT NULL, revision INTEGER NOT NULL);
                INSERT INTO cluster VALUES ('{now.ToKubernetesTime()}', {FirstRevision});
                CREATE TABLE objects (
                    resource TEXT NOT NULL, namespace TEXT NOT NULL, name TEXT NOT NULL, revision INTEGER NOT NULL, value BLOB NOT NULL,
                    PRIMARY KEY (resource, namespace, name));
                PRAGMA application_id = {Application};
                PRAGMA user_version = {Version};
                """),
            transaction);
        transaction.Commit();
    }

    private static ClusterFileException Unusable(string path, Exception exception) => exception is SqliteException { SqliteErrorCode: 5 or 6 }
        ? new ClusterFileException($"{path} is in use by another process", exception) { IsInUse = true }
        : new ClusterFileException($"{path} cannot be read: {exception.Message}", exception);

    private static long Number(SqliteConnection connection, string sql) => (long)Scalar(connection, sql);

    private static string Text(SqliteConnection connection, string sql) => (string)Scalar(connection, sql);

    private static object Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar() ?? throw new ClusterFileException($"{connection.DataSource} is damaged: no answer to {sql}");
    }

    private static void Execute(SqliteConnection connection, string sql, SqliteTransaction? transaction = null)
    {
        using var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (sql, transaction);
        command.ExecuteNonQuery();
    }
}
