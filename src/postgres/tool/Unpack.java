import java.io.IOException;
import java.util.zip.ZipFile;
import org.tukaani.xz.XZInputStream;

/**
 * Writes the tar archive inside a jar of PostgreSQL programs to standard output. The jar holds one file, compressed
 * with xz, and neither unzip nor xz can be expected on every machine; tar can.
 */
final class Unpack {
    private Unpack() {}

    public static void main(String[] arguments) throws IOException {
        try (var jar = new ZipFile(arguments[0])) {
            var archive = jar.stream()
                    .filter(entry -> entry.getName().endsWith(".txz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException(arguments[0] + " holds no .txz file"));
            try (var tar = new XZInputStream(jar.getInputStream(archive))) {
                tar.transferTo(System.out);
            }
        }
        System.out.flush();
    }
}
